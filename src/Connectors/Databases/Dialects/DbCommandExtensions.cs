using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>What commands lack.</summary>
internal static class DbCommandExtensions
{
    /// <summary>Adds a parameter that goes by its position.</summary>
    internal static void AddValue(this DbCommand command, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
