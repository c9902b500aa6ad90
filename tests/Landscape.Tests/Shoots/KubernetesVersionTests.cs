using Connectivity.Landscape.Shoots;
using Xunit;

namespace Connectivity.Landscape.Tests.Shoots;

public sealed class KubernetesVersionTests
{
    [Theory]
    [InlineData("Kubernetes v1.20.2\n", 20)]
    [InlineData("Kubernetes v1.34.0-rc.1", 34)]
    public void Reads_what_a_binary_says(string said, int minor) => Assert.Equal(minor, KubernetesVersion.Parse(said).Minor);

    [Theory]
    [InlineData("")]
    [InlineData("etcd Version: 3.4.23")]
    [InlineData("Kubernetes v2.0.0")]
    public void Refuses_what_is_no_version(string said) => Assert.Throws<LandscapeException>(() => KubernetesVersion.Parse(said));
}
