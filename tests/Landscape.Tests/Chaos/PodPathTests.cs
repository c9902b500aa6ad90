using Connectivity.Landscape.Chaos;
using Xunit;

namespace Connectivity.Landscape.Tests.Chaos;

public sealed class PodPathTests
{
    [Fact]
    public void Tries_are_read_out_of_a_log_with_times()
    {
        const string Log = """
            2026-11-26T14:00:55.100000000Z ok
            2026-11-26T14:00:58.400000000Z Unable to connect to the server: EOF
            2026-11-26T14:00:59.000000000Z ok
            """;
        var attempts = PodPath.Parse(Log);
        Assert.Equal([null, "Unable to connect to the server: EOF", null], attempts.Select(attempt => attempt.Failure));
        Assert.Equal(attempts[1].Ended, attempts[2].Started);
        Assert.Equal(TimeSpan.FromMilliseconds(3900), attempts[2].Ended - attempts[0].Ended);
    }

    [Fact]
    public void Half_a_line_is_no_try() => Assert.Empty(PodPath.Parse("\n2026-11-26\nok ok\n"));
}
