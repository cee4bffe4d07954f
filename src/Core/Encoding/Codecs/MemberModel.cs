using System.Reflection;

namespace OrleansStream.Encoding;

/// <summary>A member that is encoded, as System.Text.Json sees it.</summary>
/// <param name="Name">Its name in shapes.</param>
/// <param name="Member">The property or field.</param>
/// <param name="Type">Its type.</param>
/// <param name="Parameter">The constructor parameter that sets it; null if it is assigned.</param>
/// <param name="IsNullable">Whether its declaration allows null.</param>
internal sealed record MemberModel(string Name, MemberInfo Member, Type Type, ParameterInfo? Parameter, bool IsNullable)
{
    /// <summary>The name in code.</summary>
    internal string CodeName => Member.Name;
}
