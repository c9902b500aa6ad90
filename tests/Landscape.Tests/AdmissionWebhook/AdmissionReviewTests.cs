using System.Text;
using System.Text.Json;
using Connectivity.AdmissionWebhook;
using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.Landscape.Tests.AdmissionWebhook;

public sealed class AdmissionReviewTests
{
    [Theory]
    [InlineData("""{"request":{"uid":"7","object":{"metadata":{}}}}""", true)]
    [InlineData("""{"request":{"uid":"7","object":{"metadata":{"labels":{"connectivity.example.test/denied":"true"}}}}}""", false)]
    [InlineData("""{"request":{"uid":"7","object":null}}""", true)]
    public void What_is_labelled_is_denied_and_all_else_allowed(string review, bool allowed)
    {
        using var answer = JsonDocument.Parse(AdmissionReview.Answer(Encoding.UTF8.GetBytes(review)));
        var response = answer.RootElement.GetProperty("response");
        Assert.Equal(("7", allowed), (response.GetProperty("uid").GetString(), response.GetProperty("allowed").GetBoolean()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"request\":{}}")]
    [InlineData("{\"request\":{\"uid\":7}}")]
    public void What_is_no_request_gets_no_answer(string review) => Assert.Null(AdmissionReview.Answer(Encoding.UTF8.GetBytes(review)));

    [Fact]
    public void The_proof_knows_the_webhooks_label_and_words() =>
        Assert.Equal((AdmissionReview.DeniedLabel, AdmissionReview.Message), (WebhookProof.DeniedLabel, WebhookProof.Message));
}
