namespace Connectivity.Landscape.Processes;

/// <summary>What a process answered over HTTP.</summary>
/// <param name="IsSuccess">Whether the status is 2xx.</param>
/// <param name="Text">The body.</param>
internal sealed record LoopbackAnswer(bool IsSuccess, string Text);

/// <summary>Asks processes of the landscape over HTTP, on the loopback address: a proxy that the environment names has no part in it.</summary>
internal static class LoopbackHttp
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A client that gives up after two seconds.</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout };

    /// <summary>Whether a GET succeeds.</summary>
    public static async Task<bool> SucceedsAsync(HttpClient http, int port, string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(Address(port, path), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return false;
        }
    }

    /// <summary>Gets a text; null while nothing proper answers.</summary>
    public static async Task<string?> GetTextAsync(HttpClient http, int port, string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(Address(port, path), cancellation);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellation) : null;
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    /// <summary>Gets whatever is answered, a refusal with its text included; null where nothing proper answers.</summary>
    public static async Task<LoopbackAnswer?> GetAnswerAsync(HttpClient http, int port, string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(Address(port, path), cancellation);
            return new LoopbackAnswer(response.IsSuccessStatusCode, (await response.Content.ReadAsStringAsync(cancellation)).Trim());
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    private static Uri Address(int port, string path) => new($"http://127.0.0.1:{port}{path}");

    private static bool IsNoAnswer(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception
        || (error is TaskCanceledException && !cancellation.IsCancellationRequested);
}
