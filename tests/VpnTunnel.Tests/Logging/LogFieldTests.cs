using System.Reflection;
using System.Text.RegularExpressions;
using Connectivity.VpnTunnel.Server;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Logging;

/// <summary>A log line is one JSON object: the parameters of its message stand beside the fields that every line has.</summary>
public sealed class LogFieldTests
{
    private static readonly string[] FieldsOfEveryLine = ["time", "level", "event", "id", "category", "message", "error"];

    [Fact]
    public void No_parameter_of_a_message_has_the_name_of_a_field_that_every_line_has()
    {
        var messages = typeof(SessionRegistry).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToArray();

        Assert.NotEmpty(messages);
        Assert.DoesNotContain(messages, static message => Parameters(message.Message).Intersect(FieldsOfEveryLine, StringComparer.OrdinalIgnoreCase).Any());
    }

    private static IEnumerable<string> Parameters(string message) =>
        Regex.Matches(message, @"\{(?<name>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(static match => match.Groups["name"].Value);
}
