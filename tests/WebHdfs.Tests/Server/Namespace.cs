namespace OrleansStream.WebHdfs.Tests.Server;

/// <summary>The files of a service, with the rules of a NameNode.</summary>
internal sealed class Namespace(TimeProvider time)
{
    private const int MaxAttributes = 32;
    private const int MaxAttributeBytes = 16384;
    private const int MaxNameBytes = 255;
    private const long RootId = 16385;

    private readonly Inode _root = new(RootId, isFolder: true, time.GetUtcNow());
    private readonly Lock _lock = new();
    private long _lastId = RootId;

    /// <summary>Called with the path and the inode when a file has got another name, under the lock.</summary>
    internal Action<string, Inode>? Renamed { get; set; }

    internal Inode Status(string path)
    {
        lock (_lock)
        {
            return Find(path) ?? throw RemoteError.NotFound($"File does not exist: {path}");
        }
    }

    internal byte[] Read(string path) => Status(path) is { IsFolder: false } file ? file.Content : throw RemoteError.NotFound($"Path is not a file: {path}");

    internal (IReadOnlyList<(string Name, Inode Inode)> Page, int Remaining) List(string path, string after, int pageLength)
    {
        lock (_lock)
        {
            Inode found = Find(path) ?? throw RemoteError.NotFound($"File {path} does not exist.");
            if (!found.IsFolder)
            {
                return ([("", found)], 0);
            }

            (string, Inode)[] rest = [.. found.Children.Where(child => after.Length == 0 || Inode.SignedBytes.Compare(child.Key, after) > 0).Select(child => (child.Key, child.Value))];
            return ([.. rest.Take(pageLength)], Math.Max(0, rest.Length - pageLength));
        }
    }

    internal void MakeFolder(string path)
    {
        lock (_lock)
        {
            CheckNames(path);
            Inode folder = _root;
            string at = "";
            foreach (string name in Split(path))
            {
                at += "/" + name;
                if (!folder.Children.TryGetValue(name, out Inode? child))
                {
                    folder.Children[name] = child = new Inode(++_lastId, isFolder: true, time.GetUtcNow());
                }
                else if (!child.IsFolder)
                {
                    throw at == path ? RemoteError.Exists($"Path is not a directory: {path}") : RemoteError.ParentIsFile($"Parent path is not a directory: {path} {name}");
                }

                folder = child;
            }
        }
    }

    /// <summary>Makes an empty file, as a DataNode does before it writes.</summary>
    internal Inode Create(string path, bool overwrite, bool createParent)
    {
        lock (_lock)
        {
            CheckNames(path);
            if (Find(path) is { } there)
            {
                throw there.IsFolder ? RemoteError.Exists($"{path} already exists as a directory")
                    : !overwrite ? RemoteError.Exists($"{path} for client already exists")
                    : RemoteError.Input("This server's clients have no reason to overwrite.");
            }

            (string folder, string name) = Cut(path);
            if (Find(folder) is null)
            {
                if (!createParent)
                {
                    throw RemoteError.NotFound($"Parent directory doesn't exist: {folder}");
                }

                MakeFolder(folder);
            }

            var made = new Inode(++_lastId, isFolder: false, time.GetUtcNow());
            Find(folder)!.Children[name] = made;
            return made;
        }
    }

    /// <summary>Completes a file, if it is still there.</summary>
    internal void Close(Inode file, byte[] content)
    {
        lock (_lock)
        {
            file.Content = content;
            file.Modified = time.GetUtcNow();
        }
    }

    internal bool Delete(string path, bool recursive)
    {
        lock (_lock)
        {
            if (path == "/" || Find(path) is not { } found)
            {
                return false;
            }

            if (found.Children.Count > 0 && !recursive)
            {
                throw RemoteError.NotEmpty(path);
            }

            (string folder, string name) = Cut(path);
            Find(folder)!.Children.Remove(name);
            return true;
        }
    }

    /// <summary>Renames as POSIX does.</summary>
    internal void Rename(string path, string target, bool overwrite)
    {
        lock (_lock)
        {
            CheckNames(target);
            Inode source = Find(path) ?? throw RemoteError.NotFound($"rename source {path} is not found.");
            if (path == target)
            {
                throw RemoteError.Exists($"The source {path} and destination {target} are the same");
            }

            if (Find(target, isCreating: true) is { } there)
            {
                if (source.IsFolder != there.IsFolder)
                {
                    throw RemoteError.Input($"Source {path} and destination {target} must both be directories");
                }

                if (!overwrite)
                {
                    throw RemoteError.Exists($"rename destination {target} already exists");
                }

                if (there.Children.Count > 0)
                {
                    throw RemoteError.Input($"rename destination directory is not empty: {target}");
                }
            }

            (string folder, string name) = Cut(target);
            if (Find(folder) is not { } parent)
            {
                throw RemoteError.NotFound($"rename destination parent {target} not found.");
            }

            (string from, string old) = Cut(path);
            Find(from)!.Children.Remove(old);
            parent.Children[name] = source;
            Renamed?.Invoke(target, source);
        }
    }

    /// <summary>Renames as Hadoop did first: into a folder of the target's name, and without saying why not.</summary>
    internal bool RenameInto(string path, string target)
    {
        lock (_lock)
        {
            string into = Find(target) is { IsFolder: true } ? $"{target.TrimEnd('/')}/{Cut(path).Name}" : target;
            if (Find(path) is null || Find(into) is not null || Find(Cut(into).Folder) is null)
            {
                return false;
            }

            Rename(path, into, overwrite: false);
            return true;
        }
    }

    internal void SetAttribute(string path, string name, byte[] value, bool create, bool replace)
    {
        lock (_lock)
        {
            Inode found = Find(path) ?? throw RemoteError.NotFound($"File does not exist: {path}");
            bool exists = found.Attributes.ContainsKey(name);
            if (exists ? !replace : !create)
            {
                throw RemoteError.Input(exists
                    ? $"XAttr: {name.Split('.', 2)[1]} already exists. The REPLACE flag must be specified."
                    : $"XAttr: {name.Split('.', 2)[1]} does not exist. The CREATE flag must be specified.");
            }

            if (!exists && found.Attributes.Count == MaxAttributes)
            {
                throw RemoteError.Input($"Cannot add additional XAttr to inode, would exceed limit of {MaxAttributes}");
            }

            if (name.Length + value.Length > MaxAttributeBytes)
            {
                throw RemoteError.Argument($"The XAttr is too big. The maximum combined size of the name and value is {MaxAttributeBytes}.");
            }

            found.Attributes[name] = value;
        }
    }

    internal (string Name, byte[] Value)[] Attributes(string path)
    {
        lock (_lock)
        {
            return [.. (Find(path) ?? throw RemoteError.NotFound($"File does not exist: {path}")).Attributes.Select(attribute => (attribute.Key, attribute.Value))];
        }
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static (string Folder, string Name) Cut(string path)
    {
        int end = path.LastIndexOf('/');
        return (end <= 0 ? "/" : path[..end], path[(end + 1)..]);
    }

    private static void CheckNames(string path)
    {
        if (!path.StartsWith('/') || path.Contains("//", StringComparison.Ordinal) || Split(path).Any(name => name is "." or ".." or ".reserved" || name.Contains(':', StringComparison.Ordinal)))
        {
            throw RemoteError.InvalidPath(path);
        }

        if (Split(path).FirstOrDefault(name => System.Text.Encoding.UTF8.GetByteCount(name) > MaxNameBytes) is { } name)
        {
            throw RemoteError.Input($"The maximum path component name limit of {name} is exceeded: limit={MaxNameBytes}");
        }
    }

    private Inode? Find(string path, bool isCreating = false)
    {
        Inode? found = _root;
        string at = "";
        foreach (string name in Split(path))
        {
            if (found is null)
            {
                return null;
            }

            if (!found.IsFolder)
            {
                throw isCreating ? RemoteError.ParentIsFile($"{at} (is not a directory)") : RemoteError.Denied($"{at} (is not a directory)");
            }

            at += "/" + name;
            found = found.Children.GetValueOrDefault(name);
        }

        return found;
    }
}
