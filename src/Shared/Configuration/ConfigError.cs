using System.Globalization;

namespace Connectivity.Shared.Configuration;

/// <summary>One mistake in a configuration file.</summary>
/// <param name="File">The file's name as the user gave it.</param>
/// <param name="Path">The key path, for instance <c>routes[0].backends[1].address</c>; empty for the file as a whole.</param>
/// <param name="Line">The line, counted from 1; 0 when no line is to blame.</param>
/// <param name="Column">The column, counted from 1; 0 when no line is to blame.</param>
/// <param name="Message">What is wrong and what is expected instead. Never holds the value of a secret.</param>
public sealed record ConfigError(string File, string Path, int Line, int Column, string Message)
{
    /// <summary>The form that editors and terminals jump to: <c>file:line:column: path: message</c>.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
        return Path.Length == 0 ? $"{place}: {Message}" : $"{place}: {Path}: {Message}";
    }
}
