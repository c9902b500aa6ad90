#!/bin/sh
# Takes the captures of this folder anew. Needs openssl, curl, gnutls-cli, python3, dotnet, go (GO=...), node (NODE=...)
# and chromium; README.md says which version each committed file is from.
set -eu
cd "$(dirname "$0")"
name=api.a.example.org
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
openssl s_server -accept 127.0.0.1:14433 -key "$work/key.pem" -cert "$work/cert.pem" -early_data -quiet >/dev/null 2>&1 &
server=$!
echo "early data" > "$work/early"

# A session of a real server, to be offered to the listener.
session() { (sleep 1; echo Q) | openssl s_client -connect 127.0.0.1:14433 -servername $name "-$1" -sess_out "$work/$1" >/dev/null 2>&1; }
sleep 1
session tls1_2
session tls1_3

s_client() { output=$1; shift; ./capture.py "$output" openssl s_client -connect 127.0.0.1:{port} "$@"; }
s_client openssl-tls12.bin -servername $name -tls1_2
s_client openssl-tls13.bin -servername $name -tls1_3
s_client openssl-any-alpn.bin -servername $name -alpn h2,http/1.1
s_client openssl-no-name.bin -noservername
s_client openssl-tls12-ticket.bin -servername $name -tls1_2 -sess_in "$work/tls1_2"
s_client openssl-tls13-ticket.bin -servername $name -tls1_3 -sess_in "$work/tls1_3"
s_client openssl-tls13-early-data.bin -servername $name -tls1_3 -sess_in "$work/tls1_3" -early_data "$work/early"
s_client openssl-two-records.bin -servername $name -max_send_frag 512 -curves X25519:P-256:P-384:P-521 -alpn "$(printf 'protocol-%03d,' $(seq 40))h2"

./capture.py curl.bin curl -sk --resolve $name:{port}:127.0.0.1 https://$name:{port}/
./capture.py gnutls.bin gnutls-cli --no-ca-verification --sni-hostname $name -p {port} 127.0.0.1

cat > "$work/client.go" <<'END'
package main

import (
	"crypto/tls"
	"os"
)

func main() {
	_, err := tls.Dial("tcp", "127.0.0.1:"+os.Args[1], &tls.Config{ServerName: os.Args[2], NextProtos: []string{"h2", "http/1.1"}})
	panic(err)
}
END
(cd "$work" && "${GO:-go}" build -o client client.go)
./capture.py go.bin "$work/client" {port} $name

mkdir "$work/dotnet"
cat > "$work/dotnet/client.cs" <<'END'
using System.Net.Security;
using System.Net.Sockets;

using var tcp = new TcpClient("127.0.0.1", int.Parse(args[0]));
await using var tls = new SslStream(tcp.GetStream());
await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
{
    TargetHost = args[1],
    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
});
END
dotnet build -v q -o "$work/dotnet/out" "$work/dotnet/client.cs" >/dev/null
./capture.py dotnet.bin dotnet "$work/dotnet/out/client.dll" {port} $name

./capture.py node-post-quantum.bin "${NODE:-node}" -e \
  "require('tls').connect({ host: '127.0.0.1', port: {port}, servername: '$name', ALPNProtocols: ['h2'] })"
./capture.py chromium.bin chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/chromium" \
  --host-resolver-rules="MAP $name 127.0.0.1" https://$name:{port}/
