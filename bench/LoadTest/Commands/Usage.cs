namespace Connectivity.LoadTest.Commands;

/// <summary>How the program is used.</summary>
internal static class Usage
{
    /// <summary>All commands with their options.</summary>
    public static string Text => $"""
        usage: dotnet run --project bench/LoadTest -c Release -- COMMAND [OPTION...]

        {string.Concat(Family.All.Select(static f => $"{f.Name,-15} {f.Title.ToLowerInvariant()}, side by side with peers on this machine\n"))}  --quick            a tenth of the time: whether it works, not how well
          --only NAME        one scenario: {string.Join("; ", Family.All.Select(static f => $"{f.Name}: {string.Join(", ", f.Scenarios.Select(static s => s.Name))}"))}
          --rounds N         rounds, 3 by default
          --published DIR    programs to measure that are published already, to compare versions
          --json FILE        every figure of every round
          --markdown FILE    the page, which is also printed
          Needs root: it makes network namespaces of its own, and removes them.

        report          all of that, as the committed report in bench/report
          --quick, --rounds N, --published DIR as above
          --from FILE        renews the page and its pictures from results, without measuring
          --out DIR          another folder

        compare A.json B.json
          --fail-on-worse P  exit code 1 when a figure of ours is worse by more than P percent, and not within noise

        load            a gateway or tunnel that runs somewhere
          --target HOST:PORT --sni NAME...  --mode handshakes|connections|requests|idle|mix
          --target unix:PATH|HOST:PORT --connect HOST:PORT  --mode dial|echo|bulk
          --rate N           operations a second, 100 by default, begun when they are due
          --connections N    connections that stay, or at most at a time; 64 by default
          --duration T       30s by default;  --timeout T  10s for an operation
          --processes N      processes that make the load, half the processors by default
          --sni-file FILE    names, one a line;  --path PATH  what is asked for, /readyz by default
          --http 1|2         of requests on connections that stay;  --up  bulk to the target
          --ca FILE | --insecure, --cert FILE --key FILE, --resume    TLS
          --json FILE, --markdown FILE as above

        docs/load-test.md says more.
        """;
}
