namespace Connectivity.Shared.Configuration;

/// <summary>How one file is bound.</summary>
/// <param name="Bind">Binds the root mapping, when the whole file was read.</param>
/// <param name="Streamed">The list that is bound before, while the file is read; null where there is none.</param>
public sealed record ConfigBinding<T>(ConfigBinder<T> Bind, StreamedList? Streamed = null);
