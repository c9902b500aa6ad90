using System.Text.Json;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Connectivity.Shared.Tests.Hosting;

internal sealed record TestConfig(string Name, string Password);

/// <summary>An agent that does what a test tells it to.</summary>
internal sealed class TestAgent : Agent<TestConfig>
{
    private readonly SemaphoreSlim _applied = new(0);

    public TestConfig? Current { get; private set; }

    public string? Problem { get; set; }

    public bool FailsToApply { get; set; }

    public Exception? FailsToStart { get; set; }

    public bool IsDisposed { get; private set; }

    public TaskCompletionSource DrainBegan { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource DrainMayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken AtOnce { get; private set; }

    public override ConfigBinding<TestConfig> NewBinding() => new(static map => new TestConfig(map.RequiredText("name"), map.Text("password", "")));

    public override Task StartAsync(TestConfig config, AgentContext context)
    {
        Current = config;
        return FailsToStart is null ? Task.CompletedTask : Task.FromException(FailsToStart);
    }

    public override Task<IReadOnlyList<string>> ApplyAsync(TestConfig config)
    {
        _applied.Release();
        if (FailsToApply)
            throw new InvalidOperationException("cannot apply");
        IReadOnlyList<string> warnings = config.Password == Current?.Password ? [] : ["password: takes a restart"];
        Current = config;
        return Task.FromResult(warnings);
    }

    /// <summary>Whether <see cref="ApplyAsync"/> was called once more since the last time this said so.</summary>
    public bool TakeApplied() => _applied.Wait(0);

    public override IEnumerable<ReadinessCheck> Readiness() => [new("always good", null), new("listener", Problem)];

    public override async Task DrainAsync(CancellationToken atOnce)
    {
        AtOnce = atOnce;
        DrainBegan.SetResult();
        await DrainMayEnd.Task;
    }

    public override void WriteConfig(Utf8JsonWriter json, TestConfig config)
    {
        json.WriteString("name", config.Name);
        json.WriteString("password", "***");
    }

    public override void MapAdmin(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/connections", static context => context.Response.WriteAsync("[]"));

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return base.DisposeAsync();
    }
}
