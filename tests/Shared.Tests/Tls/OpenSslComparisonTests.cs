using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using Xunit;
using Xunit.Abstractions;

namespace Connectivity.Shared.Tests.Tls;

/// <summary>The reader beside OpenSSL: whatever the bytes, the two never see two different names.</summary>
public sealed class OpenSslComparisonTests(ITestOutputHelper output) : IDisposable
{
    private const string BytesBehindTheHello = "not on record boundary";

    /// <summary>
    /// Why OpenSSL rejects hellos that the reader takes. First what the two sides do not have in common, then the content of extensions
    /// that say nothing about where to: both are for the server to judge. Seen in three million spoiled hellos, without another.
    /// </summary>
    private static readonly HashSet<string> ServersBusiness =
    [
        "unsupported protocol", "version too low", "bad legacy version", "no shared cipher", "no compression specified",
        "bad extension", "length mismatch", "missing supported groups extension", "bad key share", "bad ecpoint", "invalid encoding",
        "point is not on curve", "too small", "too long", "ssl3 ext invalid max fragment length", "post handshake auth encoding err",
    ];

    private readonly OpenSslOracle _oracle = new();

    public void Dispose() => _oracle.Dispose();

    [Fact]
    public void Sees_the_names_that_OpenSSL_sees_in_real_hellos() => Assert.All(Capture.Names, capture =>
    {
        var received = Capture.Read(capture);
        var theirs = _oracle.Read(received);

        Assert.Equal(OpenSslVerdict.Accepted, theirs.Verdict);
        Assert.Equal(theirs.ServerName, HelloReading.Of(received).ServerName);
    });

    [Fact]
    public void Never_sees_another_name_than_OpenSSL_in_spoiled_hellos()
    {
        var mutator = new HelloMutator(seed: 8446);
        var (same, stricter) = (0, new Dictionary<ClientHelloError, int>());
        for (var i = 0; i < 40_000; i++)
        {
            var bytes = mutator.Next();
            var ours = HelloReading.Of(bytes);
            var theirs = _oracle.Read(bytes);
            if (ours.Status == ReadStatus.Done)
                same += AssertSameName(bytes, ours, theirs);
            else if (theirs.Verdict == OpenSslVerdict.Accepted)
                stricter[ours.Error] = stricter.GetValueOrDefault(ours.Error) + 1;
        }

        output.WriteLine($"same name {same}; taken by OpenSSL alone: {string.Join(", ", stricter)}");
        Assert.InRange(same, 5_000, 40_000);
        Assert.DoesNotContain(ClientHelloError.None, stricter.Keys);
    }

    /// <returns>1 where OpenSSL took the hello; 0 where it judged what is not ours to judge, and only the name was compared.</returns>
    private int AssertSameName(byte[] bytes, HelloReading ours, OpenSslReading theirs)
    {
        // The reader leaves alone what is behind the hello in its record; OpenSSL waits for it and rejects it. Without it they must agree.
        if (theirs.Verdict == OpenSslVerdict.NeedMore || theirs.Reason == BytesBehindTheHello)
            theirs = _oracle.Read(TlsRecords.Cut(TlsRecords.Join(bytes.AsSpan(0, ours.RecordLayerLength)), 0x0301));
        var isJudgedByServer = theirs.Verdict == OpenSslVerdict.Rejected && ServersBusiness.Contains(theirs.Reason!);
        if (isJudgedByServer)
            theirs = _oracle.Read(SameNameInProperHello(bytes));

        Assert.True(
            theirs.Verdict == OpenSslVerdict.Accepted && theirs.ServerName == ours.ServerName,
            $"OpenSSL: {theirs}, reader: {ours}, bytes: {Convert.ToHexString(bytes)}");
        return isJudgedByServer ? 0 : 1;
    }

    /// <summary>The server_name extension of a hello, byte for byte, in one that has nothing else to reject.</summary>
    private static byte[] SameNameInProperHello(byte[] bytes)
    {
        ClientHelloReader.Read(bytes, new byte[65536], ClientHelloLimits.Default, out var hello, out _);
        var proper = ClientHelloBuilder.WithoutServerName();
        foreach (var extension in hello.Extensions)
        {
            if (extension.Type == 0)
                proper.Extension(0, extension.Content.ToArray());
        }

        return proper.Build();
    }
}
