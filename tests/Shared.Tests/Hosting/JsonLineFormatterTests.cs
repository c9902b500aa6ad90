using Connectivity.Shared.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting;

public sealed class JsonLineFormatterTests
{
    [Fact]
    public void Writes_one_flat_object_a_line()
    {
        KeyValuePair<string, object?>[] state =
            [new("Route", "a/\"b\"\n"), new("Count", 3), new("Took", 0.5), new("Gone", null), new("{OriginalFormat}", "x {Route}")];

        Assert.Equal(
            """{"time":"2026-02-03T04:05:06.007Z","level":"Warning","event":"Lost","id":7,"category":"C","message":"text","route":"a/\"b\"\n","count":3,"took":0.5,"gone":null}""" + "\n",
            Format(state, null));
    }

    [Fact]
    public void Keeps_an_exception_on_the_same_line()
    {
        var line = Format([], new InvalidOperationException("two\nlines"));

        Assert.Contains("\"error\":\"System.InvalidOperationException: two\\nlines\"", line, StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
    }

    private static string Format(KeyValuePair<string, object?>[] state, Exception? exception)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 2, 3, 4, 5, 6, 7, TimeSpan.Zero));
        using var text = new StringWriter();
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Warning, "C", new EventId(7, "Lost"), state, exception, static (_, _) => "text");
        new JsonLineFormatter(time).Write(entry, null, text);
        return text.ToString();
    }
}
