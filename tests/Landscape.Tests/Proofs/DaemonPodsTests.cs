using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Connectivity.Landscape.Tests.Proofs;

public sealed class DaemonPodsTests
{
    [Fact]
    public void What_the_pods_run_is_read_word_by_word_as_it_was_given()
    {
        string[] words = ["sh", "-c", "while true; do said=$(get a/b 2>&1 >/dev/null) && echo ok || echo \"$said\" | tail -n 1; done"];
        var container = Container(new DaemonPods("calling", "client", words));
        Assert.Equal(words, ((YamlSequenceNode)container["command"]).Select(Yaml.Text));
    }

    [Fact]
    public void A_number_among_the_words_is_a_word() =>
        Assert.Contains("\"2147483647\"", new DaemonPods("client", "client", "sleep", "2147483647").Manifest, StringComparison.Ordinal);

    [Fact]
    public void Name_and_service_account_are_those_that_were_given()
    {
        var pods = new DaemonPods("calling", "client", "true");
        Assert.Equal("calling", Yaml.Text(Container(pods)["name"]));
        Assert.Equal("client", Yaml.Text(Spec(pods)["serviceAccountName"]));
        Assert.Equal("calling", Yaml.Text(Yaml.Read(pods.Manifest)["spec"]["selector"]["matchLabels"]["app"]));
        Assert.Equal("calling", Yaml.Text(Yaml.Read(pods.Manifest)["spec"]["template"]["metadata"]["labels"]["app"]));
    }

    [Fact]
    public void What_they_need_goes_before_them_in_one_file()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(ClientPods.Needed(ShootName.Parse("a")) + new DaemonPods("client", ClientPods.ServiceAccount, "true").Manifest));
        Assert.Equal(["ServiceAccount", "Role", "RoleBinding", "ConfigMap", "DaemonSet"], stream.Documents.Select(static d => Yaml.Text(d.RootNode["kind"])));
    }

    private static YamlNode Spec(DaemonPods pods) => Yaml.Read(pods.Manifest)["spec"]["template"]["spec"];

    private static YamlNode Container(DaemonPods pods) => Spec(pods)["containers"][0];
}
