using Connectivity.Shared.Native;
using Xunit;

namespace Connectivity.Shared.Tests.Native;

public sealed class FileLimitTests
{
    [Fact]
    public void Raises_the_soft_limit_to_the_hard_one()
    {
        var limit = FileLimit.RaiseToHard();

        Assert.Contains(
            File.ReadLines("/proc/self/limits"),
            l => l.StartsWith("Max open files", StringComparison.Ordinal)
                && l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..5].All(v => v == limit.ToString()));
    }
}
