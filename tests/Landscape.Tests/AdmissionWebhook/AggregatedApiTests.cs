using System.Text.Json;
using Connectivity.AdmissionWebhook;
using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.Landscape.Tests.AdmissionWebhook;

public sealed class AggregatedApiTests
{
    [Fact]
    public void What_it_answers_is_a_list_of_no_resources_of_the_group_that_is_registered()
    {
        using var list = JsonDocument.Parse(AggregatedApi.Resources);
        Assert.Equal("APIResourceList", list.RootElement.GetProperty("kind").GetString());
        Assert.Equal($"{AggregatedApiProof.Group}/v1", list.RootElement.GetProperty("groupVersion").GetString());
        Assert.Equal(0, list.RootElement.GetProperty("resources").GetArrayLength());
    }
}
