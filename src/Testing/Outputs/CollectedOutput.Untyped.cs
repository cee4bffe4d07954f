namespace OrleansStream.Testing;

/// <summary>What one output has collected, whatever its element type.</summary>
public abstract class CollectedOutput
{
    private protected CollectedOutput()
    {
    }
}
