using Connectivity.Shared.Outcomes;
using Connectivity.Shared.ProxyProtocol;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

public sealed class ProxyHeaderErrorTests
{
    [Fact]
    public void Has_a_text_of_its_own_for_each_error()
    {
        var texts = Enum.GetValues<ProxyHeaderError>().Select(static error => error.Text()).ToList();
        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((ProxyHeaderError)200).Text());
    }

    [Fact]
    public void Maps_each_error_to_the_outcome_of_a_connection()
    {
        foreach (var error in Enum.GetValues<ProxyHeaderError>())
        {
            var expected = error switch
            {
                ProxyHeaderError.None => ConnectionOutcome.None,
                ProxyHeaderError.NotProxy => ConnectionOutcome.ProxyHeaderMissing,
                _ => ConnectionOutcome.ProxyHeaderMalformed,
            };
            Assert.Equal(expected, error.Outcome());
        }
    }
}
