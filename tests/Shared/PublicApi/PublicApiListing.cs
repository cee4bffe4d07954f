using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansStream.Tests.PublicApi;

/// <summary>Writes what an assembly shows to the outside as sorted lines in the manner of C#.</summary>
internal static class PublicApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The listing of an assembly's public types and their public and protected members.</summary>
    internal static string Of(Assembly assembly) => Of(assembly.GetExportedTypes());

    /// <summary>The listing of some types.</summary>
    internal static string Of(IEnumerable<Type> types)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, Type> space in types.Where(IsListed).GroupBy(type => type.Namespace ?? "").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append("namespace ").Append(space.Key).Append('\n');
            foreach ((string header, Type type) in space.Select(type => (ApiTypeHeader.Of(type), type)).OrderBy(pair => ApiTypeName.Simple(pair.type), StringComparer.Ordinal))
            {
                text.Append('\n').Append(header).Append('\n');
                foreach (string member in MembersOf(type))
                {
                    text.Append("    ").Append(member).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        return type.GetMembers(Declared)
            .Where(member => member is not TypeInfo && !IsGenerated(member))
            .Select(member => (Order: OrderOf(member), member.Name, Text: ApiMember.Of(member)))
            .Where(entry => entry.Text is not null)
            .OrderBy(entry => entry.Order)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .ThenBy(entry => entry.Text, StringComparer.Ordinal)
            .Select(entry => entry.Text!);
    }

    private static int OrderOf(MemberInfo member) => member switch
    {
        FieldInfo => 0,
        ConstructorInfo => 1,
        PropertyInfo => 2,
        EventInfo => 3,
        MethodInfo { IsSpecialName: false } => 4,
        _ => 5,
    };

    // What tools write (record members, grain proxies) follows from what people wrote.
    private static bool IsListed(Type type) => !type.Name.Contains('<', StringComparison.Ordinal) && !IsGenerated(type);

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute));
}
