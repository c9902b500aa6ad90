using Connectivity.Landscape.Images;
using Xunit;

namespace Connectivity.Landscape.Tests.Images;

public sealed class SharedLibrariesTests
{
    [Fact]
    public void Reads_the_libraries_and_the_loader_but_not_what_the_kernel_brings()
    {
        const string Said = """
            	linux-vdso.so.1 (0x00007ffd2b1f2000)
            	libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f1b7a5a0000)
            	/lib64/ld-linux-x86-64.so.2 (0x00007f1b7a6b5000)
            """;
        Assert.Equal(["/lib/x86_64-linux-gnu/libm.so.6", "/lib64/ld-linux-x86-64.so.2"], SharedLibraries.ReadNeeded(Said));
    }

    [Fact]
    public void Finds_a_library_among_those_of_the_machine()
    {
        const string Said = """
            2 libs found in cache `/etc/ld.so.cache'
            	libssl.so.3 (libc6,x86-64) => /lib/x86_64-linux-gnu/libssl.so.3
            	libssl.so (libc6,x86-64) => /lib/x86_64-linux-gnu/libssl.so
            """;
        Assert.Equal("/lib/x86_64-linux-gnu/libssl.so.3", SharedLibraries.FindInCache(Said, "libssl.so.3"));
        Assert.Throws<LandscapeException>(() => SharedLibraries.FindInCache(Said, "libssl.so.1.1"));
    }
}
