namespace OrleansStream.Tests.Postgres;

/// <summary>A test that needs a PostgreSQL server, skipped where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresBinaries.Missing;
}
