using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.Landscape.Tests.Processes;

public sealed class ProcessIdentityTests
{
    private const string Fields = "1 42 42 0 -1 4194304 139 0 0 0 3 1 0 0 20 0 1 0 987654 2703360 235 18446744073709551615";

    [Theory]
    [InlineData("etcd")]
    [InlineData("a b")]
    [InlineData("odd) S 7 (name")]
    public void Reads_the_start_whatever_the_program_is_called(string name) =>
        Assert.Equal(new ProcessIdentity(42, 987654), ProcessIdentity.Parse($"42 ({name}) S {Fields}\n"));

    [Fact]
    public void A_zombie_is_no_process() => Assert.Null(ProcessIdentity.Parse($"42 (etcd) Z {Fields}\n"));

    [Fact]
    public void Whose_first_thread_alone_has_ended_is_still_a_process() => Assert.Equal(
        new ProcessIdentity(42, 987654), ProcessIdentity.Parse("42 (etcd) Z " + Fields.Replace(" 20 0 1 0 ", " 20 0 7 0 ", StringComparison.Ordinal)));

    [Fact]
    public void This_process_is_alive() => Assert.True(ProcessIdentity.Current.IsAlive);

    [Fact]
    public void Another_start_time_is_another_process()
    {
        var current = ProcessIdentity.Current;
        Assert.False((current with { StartTicks = current.StartTicks - 1 }).IsAlive);
    }

    [Fact]
    public void No_process_has_the_id_zero() => Assert.Null(ProcessIdentity.Of(0));
}
