using System.Security.Cryptography.X509Certificates;
using Connectivity.AdmissionWebhook;

// The landscape's proof that kube-apiserver calls what is in a shoot: a validating admission webhook and an API that run in a pod.
const int Port = 8443;
const int MaxReviewBytes = 1 << 20;

if (args is not [var certificateFile, var keyFile])
{
    Console.Error.WriteLine("usage: admission-webhook CERTIFICATE KEY");
    return 2;
}

using var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Limits.MaxRequestBodySize = MaxReviewBytes;
    kestrel.ListenAnyIP(Port, listen => listen.UseHttps(certificate));
});
await using var app = builder.Build();
app.MapGet("/healthz", () => "ok");
app.MapPost("/validate", (RequestDelegate)ValidateAsync);
app.MapGet(AggregatedApi.Path, static (HttpContext context) =>
{
    context.Response.ContentType = "application/json";
    return context.Response.WriteAsync(AggregatedApi.Resources, context.RequestAborted);
});
await app.RunAsync();
return 0;

static async Task ValidateAsync(HttpContext context)
{
    using var body = new MemoryStream();
    await context.Request.Body.CopyToAsync(body, context.RequestAborted);
    if (AdmissionReview.Answer(body.ToArray()) is not { } answer)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return;
    }

    context.Response.ContentType = "application/json";
    await context.Response.Body.WriteAsync(answer, context.RequestAborted);
}
