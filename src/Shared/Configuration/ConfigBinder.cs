using System.Diagnostics.CodeAnalysis;

namespace Connectivity.Shared.Configuration;

/// <summary>Turns a mapping into a settings object. Mistakes are recorded on the mapping; the binder goes on with any value instead.</summary>
public delegate T ConfigBinder<out T>(ConfigMapping map);

/// <summary>Reads one value from its text, like the framework's <c>TryParse</c> methods.</summary>
public delegate bool ConfigParser<T>(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out T value);
