using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Outcomes;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

public sealed class HttpHeadErrorTests
{
    [Fact]
    public void Has_a_text_of_its_own_for_each_error()
    {
        var texts = Enum.GetValues<HttpHeadError>().Select(static error => error.Text()).ToList();
        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((HttpHeadError)200).Text());
    }

    [Fact]
    public void Ends_a_connection_as_a_malformed_CONNECT()
    {
        Assert.Equal(ConnectionOutcome.None, HttpHeadError.None.Outcome());
        foreach (var error in Enum.GetValues<HttpHeadError>().Where(static error => error != HttpHeadError.None))
            Assert.Equal(ConnectionOutcome.ConnectMalformed, error.Outcome());
    }
}
