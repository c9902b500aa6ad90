using BenchmarkDotNet.Running;
using Connectivity.Micro;

// "gate" checks the allocated bytes against allocations.json; anything else is BenchmarkDotNet's own command line, for times.
if (args is ["gate"])
    return AllocationGate.Run();
BenchmarkSwitcher.FromAssembly(typeof(AllocationGate).Assembly).Run(args);
return 0;
