#!/usr/bin/env python3
"""Saves what a TLS client sends first.

usage: capture.py FILE COMMAND [ARGUMENT]...

Runs the command with every "{port}" replaced by the port of a listener on the loopback, and writes what the client
sends until it waits for an answer to FILE. The client gets none, and is ended.
"""
import socket
import subprocess
import sys

QUIET_SECONDS = 0.5


def first_flight(connection):
    connection.settimeout(QUIET_SECONDS)
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except TimeoutError:
        pass
    return received


def main(file, command):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        port = str(listener.getsockname()[1])
        client = subprocess.Popen(
            [argument.replace("{port}", port) for argument in command],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            # A browser opens connections that it sends nothing on: the first that says something counts.
            received = b""
            while not received:
                connection, _ = listener.accept()
                received = first_flight(connection)
        finally:
            client.terminate()
            client.wait()
    with open(file, "wb") as output:
        output.write(received)
    print(f"{file}: {len(received)} bytes")


main(sys.argv[1], sys.argv[2:])
