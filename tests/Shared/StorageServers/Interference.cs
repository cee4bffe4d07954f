using System.Net;

namespace OrleansStream.Tests.StorageServers;

/// <summary>What a <see cref="StorageProxy"/> does to a request.</summary>
public sealed record Interference
{
    /// <summary>The request and its answer pass.</summary>
    public static Interference None { get; } = new();

    /// <summary>The connection ends before the server has the request.</summary>
    public static Interference LoseRequest { get; } = new() { IsBeforeEffect = true };

    /// <summary>The server does what it is asked for, and the connection ends before it has answered.</summary>
    public static Interference LoseAnswer { get; } = new() { AnswerLength = -1 };

    /// <summary>Whether the server does not see the request.</summary>
    public bool IsBeforeEffect { get; private init; }

    /// <summary>How many bytes of the answer's body pass, -1 for no answer at all; null for all.</summary>
    public int? AnswerLength { get; private init; }

    /// <summary>What is answered in the server's place, if anything.</summary>
    public HttpStatusCode? Status { get; private init; }

    /// <summary>The connection ends in the middle of the answer.</summary>
    /// <param name="length">How many bytes of its body pass; answers that are shorter pass.</param>
    public static Interference CutAnswer(int length) => new() { AnswerLength = length };

    /// <summary>The server does not see the request, and an error is answered.</summary>
    public static Interference Refuse(HttpStatusCode status) => new() { Status = status };
}
