using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>Real kube-apiservers behind the published gateway, called by the real kubectl.</summary>
public sealed class ShootsBehindTheGatewayTests(LandscapeFixture landscape) : IClassFixture<LandscapeFixture>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public Task Kubectl_reads_the_version_of_the_server(string shoot) =>
        landscape.Proofs.AnswersVersionAsync(landscape[shoot], Never);

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public Task An_open_watch_is_told_of_a_later_change(string shoot) =>
        landscape.Proofs.WatchesAsync(landscape[shoot], Never);

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public Task Each_name_leads_to_a_certificate_of_the_shoots_own_authority(string shoot) =>
        landscape.Proofs.ServesItsOwnCertificateAsync(landscape[shoot], Never);

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public Task Kubectl_comes_through_a_load_balancer_and_is_known_by_its_own_address(string shoot) =>
        new LoadBalancerProof(landscape.Landscape).LeadsToAsync(landscape[shoot], Never);

    [Fact]
    public Task Credentials_of_one_shoot_are_no_good_in_another() =>
        landscape.Proofs.RefusesCredentialsOfAsync(landscape["a"], landscape["b"], Never);

    [Fact]
    public Task An_unknown_name_is_refused_with_the_alert_unrecognized_name() =>
        landscape.Proofs.RefusesAnUnknownNameAsync(Never);

    [Fact]
    public async Task A_watch_on_one_shoot_lives_while_another_is_added_and_removed()
    {
        Assert.True(await landscape.ExecuteAsync("add-shoot", "added") == 0, landscape.Said);
        Assert.True(await landscape.ExecuteAsync("remove-shoot", "added") == 0, landscape.Said);
    }
}
