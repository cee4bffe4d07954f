using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace OrleansStream.WebHdfs.Tests.Server;

/// <summary>The parameters of a request, of which none may be unknown, and none have a value that the service does not know.</summary>
internal sealed partial class HdfsParameters
{
    private static readonly string[] OfAll = ["op", "user.name", "delegation", "doas"];

    private static readonly Dictionary<string, string[]> OfOperations = new()
    {
        ["GETFILESTATUS"] = [],
        ["LISTSTATUS"] = [],
        ["LISTSTATUS_BATCH"] = ["startAfter"],
        ["OPEN"] = ["offset", "length", "buffersize", "noredirect"],
        ["GETXATTRS"] = ["xattr.name", "encoding"],
        ["CREATE"] = ["overwrite", "blocksize", "replication", "permission", "buffersize", "noredirect", "createparent"],
        ["MKDIRS"] = ["permission"],
        ["RENAME"] = ["destination", "renameoptions"],
        ["SETXATTR"] = ["xattr.name", "xattr.value", "flag"],
        ["DELETE"] = ["recursive"],
    };

    private static readonly Dictionary<string, string> Methods = new()
    {
        ["CREATE"] = "PUT",
        ["MKDIRS"] = "PUT",
        ["RENAME"] = "PUT",
        ["SETXATTR"] = "PUT",
        ["DELETE"] = "DELETE",
    };

    private readonly IQueryCollection _query;

    internal HdfsParameters(HttpRequest request, bool isDataNode)
    {
        _query = request.Query;
        Operation = _query["op"].ToString();
        if (!OfOperations.TryGetValue(Operation, out string[]? known) || Methods.GetValueOrDefault(Operation, "GET") != request.Method)
        {
            throw RemoteError.Argument($"Invalid value for webhdfs parameter \"op\": No enum constant {request.Method} {Operation}");
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in _query)
        {
            if (!known.Contains(name) && !OfAll.Contains(name) && !(isDataNode && name == "namenoderpcaddress"))
            {
                throw RemoteError.Argument($"This server knows no parameter '{name}' of {Operation}.");
            }

            string value = values.Count == 1 ? values.ToString() : throw RemoteError.Argument($"Parameter '{name}' is there {values.Count} times.");
            if (!IsValid(name, value))
            {
                throw RemoteError.Argument($"Invalid value for webhdfs parameter \"{name}\": {value}");
            }
        }
    }

    internal string Operation { get; }

    internal string? this[string name] => _query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) ? value.ToString() : null;

    internal string Required(string name) => this[name] is { Length: > 0 } value ? value : throw RemoteError.Argument($"Required param {name} for op: {Operation} is null or empty");

    internal bool Is(string name, bool otherwise) => this[name] is { } value ? value == "true" : otherwise;

    private static bool IsValid(string name, string value) => name switch
    {
        "overwrite" or "recursive" or "noredirect" or "createparent" => value is "true" or "false",
        "renameoptions" => value is "NONE" or "OVERWRITE" or "TO_TRASH",
        "flag" => value is "CREATE" or "REPLACE" or "CREATE,REPLACE",
        "encoding" => value is "TEXT" or "HEX" or "BASE64",
        "destination" => value.StartsWith('/'),
        "xattr.name" => AttributeName().IsMatch(value),
        "user.name" => UserName().IsMatch(value),
        "offset" or "length" or "buffersize" or "blocksize" => long.TryParse(value, out long number) && number >= 0,
        _ => true,
    };

    [GeneratedRegex(@"^(user|trusted|system|security|raw)\..+$")]
    private static partial Regex AttributeName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9._-]*[$]?$")]
    private static partial Regex UserName();
}
