using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Everything compiled for a job's types goes with its <see cref="JobEncoding"/>.</summary>
public sealed class UnloadTests
{
    [Fact]
    public async Task The_assembly_of_a_jobs_types_can_be_unloaded()
    {
        WeakReference context = UseInOwnContext();
        await Unloading.OfAsync(context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseInOwnContext()
    {
        AssemblyLoadContext context = new("job", isCollectible: true);
        Assembly own = context.LoadFromAssemblyPath(typeof(UnloadTests).Assembly.Location);
        MethodInfo use = typeof(UnloadTests).GetMethod(nameof(Use), BindingFlags.Static | BindingFlags.NonPublic)!;
        Type order = own.GetType(typeof(Order).FullName!)!;
        Type place = own.GetType(typeof(Place).FullName!)!;
        Assert.NotSame(typeof(Order), order);
        use.MakeGenericMethod(order, place).Invoke(null, [order.GetConstructors()[0].Invoke([Guid.Empty, null]), place.GetConstructors()[0].Invoke(["x", 1, 1.5])]);
        context.Unload();
        return new WeakReference(context);
    }

    private static void Use<TRecord, TKey>(TRecord record, TKey key)
    {
        JobEncoding encoding = new();
        RoundTrip.Check(encoding.CodecFor<TRecord>(), [record, record]);
        RoundTrip.Check(encoding.CodecFor<(TKey, long)>(), [(key, 1L)]);
        Assert.True(encoding.KeyFor<TKey>().Equals(key, key));
        Assert.NotEqual(0UL, encoding.KeyFor<(TKey, long)>().Hash((key, 1L)));
    }
}
