using System.Text;

namespace Connectivity.Shared.HttpConnect;

/// <summary>A gateway's whole answer to CONNECT, preliminary responses included, read from whatever of it is there.</summary>
public static class ConnectAnswer
{
    /// <summary>Longest head of an answer, the preliminary ones before it included.</summary>
    public const int MaxBytes = 8192;

    private const int MaxReason = 200;

    /// <summary>Reads an answer. What follows its head is the tunnel's.</summary>
    /// <param name="received">What has come so far, from the beginning.</param>
    /// <param name="consumed">Bytes of the head, preliminary answers (1xx) before it included, once the tunnel stands.</param>
    /// <param name="failure">Why there will be no tunnel.</param>
    /// <param name="problem">The same in words; holds what the gateway said, cut and without control characters.</param>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out int consumed, out ConnectAnswerFailure failure, out string problem)
    {
        consumed = 0;
        failure = ConnectAnswerFailure.None;
        problem = "";
        while (true)
        {
            var limits = ConnectLimits.Default with { MaxBytes = MaxBytes - consumed };
            var status = ConnectResponseReader.Read(received[consumed..], limits, out var response, out var length, out var error);
            if (status == ReadStatus.Invalid)
                (failure, problem) = (ConnectAnswerFailure.Malformed, $"its answer is no HTTP response: {error.Text()}");
            if (status != ReadStatus.Done)
                return status;
            consumed += length;
            if (response.IsInterim)
                continue;
            if (response.IsEstablished)
                return ReadStatus.Done;
            (failure, problem) = (ConnectAnswerFailure.Refused, $"it answered {response.Status}{Reason(response.Reason)}");
            return ReadStatus.Invalid;
        }
    }

    private static string Reason(ReadOnlySpan<byte> reason)
    {
        if (reason.IsEmpty)
            return "";
        var text = Encoding.Latin1.GetString(reason[..Math.Min(reason.Length, MaxReason)]);
        return " " + string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c));
    }
}
