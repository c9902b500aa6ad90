using Connectivity.Shared.Hosting.Metrics;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting.Metrics;

public sealed class ResidentMemoryTests
{
    [Fact]
    public void Is_what_the_runtime_says_too()
    {
        // Other tests run beside this one: not to the byte.
        var expected = Environment.WorkingSet;
        Assert.InRange(ResidentMemory.Read(), expected / 2, expected * 2);
    }

    [Fact]
    public void Is_read_with_little_garbage()
    {
        ResidentMemory.Read();
        Assert.InRange(TestKit.Measuring.Allocated.By(runs: 10, static () => ResidentMemory.Read()), 0, 10 * 1024);
    }
}
