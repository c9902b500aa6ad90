namespace Connectivity.Shared.Hosting;

/// <summary>One condition of being ready for traffic.</summary>
/// <param name="Name">What is checked, for instance <c>listener tls</c>.</param>
/// <param name="Problem">Why it is not good; null when it is.</param>
public readonly record struct ReadinessCheck(string Name, string? Problem)
{
    /// <summary>Whether the condition is met.</summary>
    public bool IsGood => Problem is null;
}
