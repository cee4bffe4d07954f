using System.Net;
using OrleansStream.Storage;

namespace OrleansStream.WebHdfs;

/// <summary>What callers are told when the service refuses, or is away.</summary>
internal static class HdfsErrors
{
    /// <summary>The error as callers see it: what it is about, why, and what to do.</summary>
    internal static ObjectStoreException Named(string place, Exception error) => new($"'{place}' cannot be used: {ReasonOf(error)}", error);

    /// <summary>The error of a name that breaks a rule.</summary>
    internal static ObjectStoreException Rule(string place, string rule) => new($"'{place}' cannot be used: {rule}.");

    private static string ReasonOf(Exception error) => error switch
    {
        HdfsRefusal refused => ReasonOf(refused),
        InvalidDataException => error.Message,
        OperationCanceledException => "the service cannot be reached: it has not answered in time.",
        _ => $"the service cannot be reached: {error.Message}",
    };

    private static string ReasonOf(HdfsRefusal refused)
    {
        string answer = FormattableString.Invariant($"the service answers {(int)refused.Status} {refused.Name ?? refused.Status.ToString()}: {refused.Message}");
        return refused switch
        {
            { Status: HttpStatusCode.Unauthorized } or { Name: "AccessControlException" or "InvalidToken" or "SecurityException" or "AuthenticationException" or "AuthorizationException" } =>
                $"{answer} Check the credential: the user's name, the token or the Kerberos ticket, and that this user may read and write the folder.",
            { IsStandby: true } => $"{answer} If another NameNode is active, name it too in {nameof(WebHdfsOptions)}.{nameof(WebHdfsOptions.NameNodes)}.",
            { Name: null } => $"{answer} The address must have the port of the NameNode's HTTP, 9870 unless it is configured, and not that of its RPC.",
            _ => answer,
        };
    }
}
