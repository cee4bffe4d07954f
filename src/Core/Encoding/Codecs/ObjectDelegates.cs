namespace OrleansStream.Encoding;

/// <summary>Writes the members of an object, one after the other.</summary>
internal delegate void RowWriter<T>(ref RecordWriter writer, T value);

/// <summary>Reads the members of an object and makes it.</summary>
internal delegate T RowReader<T>(ref RecordReader reader);

/// <summary>Copies each member of many objects into its column.</summary>
internal delegate void ColumnExtractor<T>(T[] objects, int count, Array[] columns);

/// <summary>Makes many objects of the columns of their members.</summary>
internal delegate void ColumnBuilder<T>(Array[] columns, int count, T[] objects);
