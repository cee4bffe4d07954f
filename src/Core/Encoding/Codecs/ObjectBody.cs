namespace OrleansStream.Encoding;

/// <summary>Writes and reads the members of objects that are there and are exactly of type <typeparamref name="T"/>.</summary>
/// <remarks>
/// Every object takes at least a byte in either form, also one without members, so that counts of objects can be checked
/// against the bytes that follow. Access to members is compiled at first use.
/// </remarks>
internal sealed class ObjectBody<T>
{
    private readonly ObjectModel _model;
    private readonly IReadOnlyList<ObjectMember> _members;
    private readonly IReadOnlyList<ObjectStep> _steps;
    private readonly bool _padded;
    private readonly bool _readsOnly;
    private readonly string _path;
    private RowWriter<T>? _writeRow;
    private RowReader<T>? _readRow;
    private ColumnExtractor<T>? _extract;
    private ColumnBuilder<T>? _build;

    internal ObjectBody(ObjectModel model, IReadOnlyList<ObjectMember> members, string path)
        : this(model, members, [.. members.Select(member => new ObjectStep(member, null))], IsPadded(members.Count), readsOnly: false, path)
    {
    }

    private ObjectBody(ObjectModel model, IReadOnlyList<ObjectMember> members, IReadOnlyList<ObjectStep> steps, bool padded, bool readsOnly, string path)
    {
        _model = model;
        _members = members;
        _steps = steps;
        _padded = padded;
        _readsOnly = readsOnly;
        _path = path;
    }

    internal IReadOnlyList<ObjectMember> Members => _members;

    internal IReadOnlyList<MemberShape> MemberShapes =>
        [.. _members.Select(member => new MemberShape(member.Model.Name, member.Shape, member.Model.IsNullable))];

    internal void WriteRow(ref RecordWriter writer, T value)
    {
        CheckWrites();
        if (_padded)
        {
            writer.WriteByte(0);
        }

        (_writeRow ??= ObjectCompiler.RowWriter<T>(_members))(ref writer, value);
    }

    internal T ReadRow(ref RecordReader reader)
    {
        if (_padded)
        {
            _ = reader.ReadByte();
        }

        RowReader<T> read = _readRow ??= ObjectCompiler.RowReader<T>(_model, _steps);
        try
        {
            return read(ref reader);
        }
        catch (Exception e) when (IsUserCode(e))
        {
            throw Rejected(e);
        }
    }

    internal void WriteColumns(T[] objects, int count, ref RecordWriter writer)
    {
        if (count == 0)
        {
            return;
        }

        CheckWrites();
        if (_padded)
        {
            writer.Reserve(count)[..count].Clear();
            writer.Advance(count);
        }

        Array[] columns = Rent(_members, count);
        (_extract ??= ObjectCompiler.Extractor<T>(_members))(objects, count, columns);
        for (int i = 0; i < columns.Length; i++)
        {
            _members[i].WriteColumn(columns[i], count, ref writer);
            _members[i].Return(columns[i], count);
        }
    }

    internal void ReadColumns(ref RecordReader reader, T[] objects, int count)
    {
        if (count == 0)
        {
            return;
        }

        if (_padded)
        {
            _ = reader.ReadRaw(count);
        }

        Array[] columns = Rent(_members, count);
        int column = 0;
        foreach (ObjectStep step in _steps)
        {
            if (step.Member is { } member)
            {
                member.ReadColumn(ref reader, columns[column++], count);
            }
            else
            {
                ShapeSkipper.SkipColumn(ref reader, step.Skipped!, count);
            }
        }

        ColumnBuilder<T> build = _build ??= ObjectCompiler.Builder<T>(_model, _members);
        try
        {
            build(columns, count, objects);
        }
        catch (Exception e) when (IsUserCode(e))
        {
            throw Rejected(e);
        }

        for (int i = 0; i < columns.Length; i++)
        {
            _members[i].Return(columns[i], count);
        }
    }

    /// <summary>Reads what was written with other members.</summary>
    internal ObjectBody<T> Adapt(ShapeAdapter adapter, TypeShape writer, string path)
    {
        List<ObjectStep> steps = [];
        List<ObjectMember> read = [];
        foreach (MemberShape old in writer.Members)
        {
            ObjectMember? member = _members.FirstOrDefault(m => m.Model.Name == old.Name);
            if (member is null || read.Exists(r => r.Model == member.Model))
            {
                steps.Add(new ObjectStep(null, old.Type));
                continue;
            }

            ObjectMember adapted = member.Adapt(adapter, old.Type, path + "." + member.Model.CodeName);
            steps.Add(new ObjectStep(adapted, null));
            read.Add(adapted);
        }

        MissingMembers.Check(_model, read, path);
        return new ObjectBody<T>(_model, read, steps, IsPadded(writer.Members.Count), readsOnly: true, path);
    }

    private void CheckWrites()
    {
        if (_readsOnly)
        {
            throw ShapeAdapter.ReadsOnly();
        }
    }

    private static bool IsPadded(int members) => members == 0 && typeof(T).IsValueType;

    private static Array[] Rent(IReadOnlyList<ObjectMember> members, int count)
    {
        Array[] columns = new Array[members.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = members[i].Rent(count);
        }

        return columns;
    }

    // Constructors and setters may refuse what damaged bytes say.
    private static bool IsUserCode(Exception e) =>
        e is not (CodecException or ShapeMismatchException or UnsupportedTypeException or OutOfMemoryException);

    private CodecException Rejected(Exception e) =>
        new($"{_path}: the constructor or a setter of {TypeNames.Of(typeof(T))} refused decoded values: {e.Message}", e);
}
