using OrleansStream;

// A user's program over the packages; the test expects what expected.txt holds.
Console.WriteLine(Option.Some(1));
