namespace Connectivity.Shared.Relaying;

/// <summary>Who started a <see cref="Relay"/>. Called on the loop's thread.</summary>
public interface IRelayOwner
{
    /// <summary>Bytes went on.</summary>
    void OnRelayed(long bytesUp, long bytesDown);

    /// <summary>The relay is over and both descriptors are closed; its outcome and counts are final.</summary>
    void OnRelayEnded(Relay relay);
}
