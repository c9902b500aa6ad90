namespace Connectivity.LoadTest.Load;

/// <summary>A stream to the target as the generator has it. Used by one thread at a time; waits where it must.</summary>
internal abstract class LoadConnection : IDisposable
{
    /// <summary>Sends all of it.</summary>
    public abstract void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Receives some; 0 at the end.</summary>
    public abstract int Receive(Span<byte> buffer);

    /// <summary>Whether there is something to receive now or within this time.</summary>
    public abstract bool WaitReadable(TimeSpan time);

    /// <summary>Makes a wait of another thread end, and everything after it fail: resets the connection.</summary>
    public abstract void Break();

    /// <summary>Closes it.</summary>
    public abstract void Dispose();

    /// <summary>Receives until the buffer is full.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before.</exception>
    public void ReceiveAll(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var received = Receive(buffer);
            if (received == 0)
                throw new EndOfStreamException();
            buffer = buffer[received..];
        }
    }
}
