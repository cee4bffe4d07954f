namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A test that needs a <see cref="SmallDisk"/>, and is skipped where none can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.IsPossible)
        {
            Skip = "No file system can be mounted here; that takes Linux and root.";
        }
    }
}
