using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>What the host gives an agent.</summary>
/// <param name="Loggers">Makes loggers.</param>
/// <param name="Meter">Instruments of this meter are what <c>/metrics</c> shows.</param>
/// <param name="Time">The clock and timers.</param>
public sealed record AgentContext(ILoggerFactory Loggers, Meter Meter, TimeProvider Time);
