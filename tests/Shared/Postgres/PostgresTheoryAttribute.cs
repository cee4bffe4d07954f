namespace OrleansStream.Tests.Postgres;

/// <summary>Tests that need a PostgreSQL server, skipped where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresBinaries.Missing;
}
