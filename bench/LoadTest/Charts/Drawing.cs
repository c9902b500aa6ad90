using System.Globalization;
using System.Text;
using System.Xml;

namespace Connectivity.LoadTest.Charts;

/// <summary>
/// An SVG picture (SVG 1.1) while it is drawn. Its background is its own, so that it reads alike on a light and on a dark page; title and description are
/// there for those who do not see it. The same calls make the same bytes.
/// </summary>
internal sealed class Drawing : IDisposable
{
    /// <summary>Pixels of a character of the small text, about: enough to leave room for labels.</summary>
    public const double CharacterWidth = 6.4;

    /// <summary>The same of bold text.</summary>
    public const double BoldCharacterWidth = 7.4;

    private const double Margin = 12;
    private const string Namespace = "http://www.w3.org/2000/svg";

    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    /// <summary>Begins one.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="title">What it shows, in a few words; also drawn.</param>
    /// <param name="description">What one sees in it.</param>
    public Drawing(double width, double height, string title, string description)
    {
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = "", NewLineChars = "\n" };
        _xml = XmlWriter.Create(_text, settings);
        _xml.WriteStartElement("svg", Namespace);
        Write("viewBox", $"0 0 {Number(width)} {Number(height)}");
        Write("width", Number(width));
        Write("height", Number(height));
        Write("role", "img");
        Write("font-family", "system-ui, sans-serif");
        Write("font-size", "12");
        _xml.WriteElementString("title", Namespace, title);
        _xml.WriteElementString("desc", Namespace, description);
        Rectangle(0, 0, width, height, Palette.Background);
        Text(Margin, 22, Fit(title, (width - (2 * Margin)) / BoldCharacterWidth), Anchor.Start, Palette.Ink, bold: true);
    }

    /// <summary>A filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string fill)
    {
        Begin("rect", ("x", x), ("y", y), ("width", width), ("height", height));
        Write("fill", fill);
        _xml.WriteEndElement();
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string? dashes = null)
    {
        Begin("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));
        Stroke(stroke, width, dashes);
        _xml.WriteEndElement();
    }

    /// <summary>A line through points.</summary>
    public void Curve(IEnumerable<(double X, double Y)> points, string stroke, double width, string? dashes)
    {
        Begin("polyline");
        Write("points", string.Join(' ', points.Select(static p => $"{Number(p.X)},{Number(p.Y)}")));
        Write("fill", "none");
        Write("stroke-linejoin", "round");
        Stroke(stroke, width, dashes);
        _xml.WriteEndElement();
    }

    /// <summary>A point.</summary>
    public void Dot(double x, double y, string fill)
    {
        Begin("circle", ("cx", x), ("cy", y), ("r", 3));
        Write("fill", fill);
        _xml.WriteEndElement();
    }

    /// <summary>A line of text; y is its baseline.</summary>
    public void Text(double x, double y, string text, Anchor anchor = Anchor.Start, string fill = Palette.Ink, bool bold = false)
    {
        Begin("text", ("x", x), ("y", y));
        Write("fill", fill);
        if (anchor != Anchor.Start)
            Write("text-anchor", anchor == Anchor.Middle ? "middle" : "end");
        if (bold)
            Write("font-weight", "bold");
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    /// <summary>Ends it, and gives it.</summary>
    public string Finish()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        return _text.Append('\n').ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    /// <summary>As much of a text as there is room for.</summary>
    private static string Fit(string text, double characters) => text.Length <= characters ? text : $"{text[..((int)characters - 1)]}…";

    /// <summary>A coordinate: a tenth of a pixel is as much as one sees.</summary>
    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private void Begin(string element, params ReadOnlySpan<(string Name, double Value)> attributes)
    {
        _xml.WriteStartElement(element, Namespace);
        foreach (var (name, value) in attributes)
            Write(name, Number(value));
    }

    private void Stroke(string stroke, double width, string? dashes)
    {
        Write("stroke", stroke);
        Write("stroke-width", Number(width));
        if (dashes is not null)
            Write("stroke-dasharray", dashes);
    }

    private void Write(string attribute, string value) => _xml.WriteAttributeString(attribute, value);
}

/// <summary>Which point of a text its position means.</summary>
internal enum Anchor
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
