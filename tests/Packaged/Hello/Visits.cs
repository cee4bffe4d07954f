namespace Hello;

public sealed record Visits(int Count);
