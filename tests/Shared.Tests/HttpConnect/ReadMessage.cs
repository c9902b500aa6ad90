using System.Text;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.Shared.Tests.HttpConnect;

/// <summary>A head read and kept beyond its bytes, so that tests can compare it.</summary>
internal sealed record ReadMessage(string StartLine, string Fields)
{
    public static ReadMessage From(ConnectRequest request) =>
        new($"{Text(request.Authority)} 1.{request.MinorVersion}", FieldsOf(request.Headers));

    public static ReadMessage From(ConnectResponse response) =>
        new($"{response.Status} {Text(response.Reason)}", FieldsOf(response.Headers));

    private static string FieldsOf(HttpFields fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
            text.Append(Text(field.Name)).Append('=').Append(Text(field.Value)).Append(';');
        return text.ToString();
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
