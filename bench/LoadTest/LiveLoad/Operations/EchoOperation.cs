using System.Collections.Concurrent;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.LiveLoad.Operations;

/// <summary>Messages of 64 bytes that come back, on streams that stay. A message is sent when it is due, also while echoes before it are missing.</summary>
internal sealed class EchoOperation(LoadPlan plan, TunnelDialer dialer) : LoadOperation
{
    private const int MessageBytes = 64;
    private const int UnderWayPerStream = 1000;

    private readonly List<EchoStream> _streams = [];

    /// <inheritdoc/>
    public override int MaxUnderWay => plan.OwnConnections * UnderWayPerStream;

    /// <inheritdoc/>
    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < plan.OwnConnections; i++)
        {
            var stream = await dialer.OpenAsync(cancellation);
            await stream.WriteAsync(new[] { (byte)TargetMode.Echo }, cancellation);
            _streams.Add(new EchoStream(stream));
        }
    }

    /// <inheritdoc/>
    public override Task RunAsync(long number, CancellationToken cancellation) => _streams[(int)(number % _streams.Count)].EchoAsync(cancellation);

    /// <inheritdoc/>
    protected internal override async ValueTask CloseAsync()
    {
        foreach (var stream in _streams)
            await stream.DisposeAsync();
    }

    private sealed class EchoStream : IAsyncDisposable
    {
        private static readonly byte[] Message = new byte[MessageBytes];

        private readonly Stream _stream;
        private readonly SemaphoreSlim _sending = new(1);
        private readonly ConcurrentQueue<TaskCompletionSource> _awaited = new();
        private volatile Exception? _failure;

        public EchoStream(Stream stream)
        {
            _stream = stream;
            _ = ReceiveAsync();
        }

        public async Task EchoAsync(CancellationToken cancellation)
        {
            var echo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _sending.WaitAsync(cancellation);
            try
            {
                if (_failure is { } failure)
                    throw new IOException("The stream has failed before.", failure);
                _awaited.Enqueue(echo);
                await _stream.WriteAsync(Message, CancellationToken.None);
            }
            finally
            {
                _sending.Release();
            }

            await echo.Task.WaitAsync(cancellation);
        }

        public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

        private async Task ReceiveAsync()
        {
            try
            {
                var buffer = new byte[MessageBytes];
                while (true)
                {
                    await _stream.ReadExactlyAsync(buffer);
                    if (_awaited.TryDequeue(out var echo))
                        echo.TrySetResult();
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                _failure = e;
                while (_awaited.TryDequeue(out var echo))
                    echo.TrySetException(e);
            }
        }
    }
}
