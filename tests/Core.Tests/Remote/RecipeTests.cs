using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Descriptions of datasets for other processes.</summary>
public sealed class RecipeTests
{
    // Stages of state are made by streams only.
    public static TheoryData<string> Made =>
    [
        .. from type in typeof(Rdd).Assembly.GetTypes()
           where !type.IsAbstract && (type.IsSubclassOf(typeof(Rdd)) || type.IsSubclassOf(typeof(ShuffleDependency))) && type.Namespace != "OrleansStream.Stateful"
           select type.FullName,
    ];

    [Theory]
    [MemberData(nameof(Made))]
    public void Datasets_and_shuffles_keep_what_their_constructors_were_given(string type) =>
        new Constructors().Check(typeof(Rdd).Assembly.GetType(type)!);
}
