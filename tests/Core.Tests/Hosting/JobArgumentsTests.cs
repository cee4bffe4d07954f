using System.Globalization;

namespace OrleansStream.Core.Tests.Hosting;

public sealed class JobArgumentsTests
{
    private enum Shade
    {
        Pale,
        Dark,
    }

    [Fact]
    public void Reads_every_form_of_a_command_line()
    {
        JobArguments args = JobArguments.Parse("--host", "a.example", "--port=9999", "--verbose", "--offset", "-5", "--text=--x", "--empty=");

        Assert.Equal("a.example", args.Get<string>("host"));
        Assert.Equal(9999, args.Get<int>("port"));
        Assert.True(args.Get<bool>("verbose"));
        Assert.Equal(-5, args.Get<long>("offset"));
        Assert.Equal("--x", args.Get<string>("text"));
        Assert.Equal("", args.Get<string>("empty"));
    }

    [Theory]
    [InlineData("word", "Argument '1' is 'word'; it must have the form --name value, --name=value or --name.")]
    [InlineData("--", "Argument '1' is '--'; it must have the form --name value, --name=value or --name.")]
    [InlineData("--=5", "Argument '1' is '--=5'; it must have the form --name value, --name=value or --name.")]
    public void Refuses_words_that_belong_to_no_name(string word, string message)
    {
        Assert.Equal(message, Assert.Throws<JobArgumentException>(() => JobArguments.Parse(word)).Message);
    }

    [Fact]
    public void Names_are_given_once_whatever_their_case()
    {
        var error = Assert.Throws<JobArgumentException>(() => JobArguments.Parse("--port", "1", "--PORT", "2"));

        Assert.Equal("Argument 'PORT' is '2'; it must be given once and was already given as '1'.", error.Message);
        Assert.Equal(1, JobArguments.Parse("--Port", "1").Get<int>("port"));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1s", 1000)]
    [InlineData("2m", 120_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("2000us", 2)]
    [InlineData("10 s", 10_000)]
    [InlineData("-1s", -1000)]
    [InlineData("00:00:02", 2000)]
    public void Reads_durations(string text, int milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Of(text).Get<TimeSpan>("x"));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1,5s")]
    [InlineData("one s")]
    [InlineData("99999999999999d")]
    public void Refuses_durations_without_a_unit_or_a_number(string text)
    {
        var error = Assert.Throws<JobArgumentException>(() => Of(text).Get<TimeSpan>("x"));

        Assert.Equal($"Argument 'x' is '{text}'; it must be a duration such as 500ms, 1s, 2m, 1.5h, 7d or 00:00:01.", error.Message);
        Assert.Equal(("x", text), (error.Argument, error.Value));
    }

    [Fact]
    public void Reads_values_in_the_invariant_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
        try
        {
            Assert.Equal(1.5, Of("1.5").Get<double>("x"));
            Assert.Equal(-2.25m, Of("-2.25").Get<decimal>("x"));
            Assert.Throws<JobArgumentException>(() => Of("1,5").Get<double>("x"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Reads_enums_by_name_only()
    {
        Assert.Equal(Shade.Dark, Of("dark").Get<Shade>("x"));
        Assert.Equal("Argument 'x' is '1'; it must be one of Pale, Dark.", Assert.Throws<JobArgumentException>(() => Of("1").Get<Shade>("x")).Message);
        Assert.Throws<JobArgumentException>(() => Of("grey").Get<Shade>("x"));
        Assert.Throws<JobArgumentException>(() => Of("").Get<Shade>("x"));
    }

    [Fact]
    public void Reads_nullable_and_parsable_types()
    {
        Guid id = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");
        Assert.Equal(7, Of("7").Get<int?>("x"));
        Assert.Null(JobArguments.Empty.Get<int?>("x", null));
        Assert.Equal(id, Of(id.ToString()).Get<Guid>("x"));
        Assert.Equal('c', Of("c").Get<char>("x"));
        Assert.Equal(new DateOnly(2024, 2, 29), Of("2024-02-29").Get<DateOnly>("x"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1.0")]
    [InlineData("300")]
    [InlineData("1,000")]
    public void Errors_name_argument_value_and_rule(string text)
    {
        Assert.Equal(
            $"Argument 'x' is '{text}'; it must be a whole number from 0 to 255.",
            Assert.Throws<JobArgumentException>(() => Of(text).Get<byte>("x")).Message);
    }

    [Fact]
    public void A_missing_argument_is_an_error_or_the_default()
    {
        Assert.Equal(
            "Argument 'port' is missing; it must be a whole number from -2147483648 to 2147483647.",
            Assert.Throws<JobArgumentException>(() => JobArguments.Empty.Get<int>("port")).Message);
        Assert.Equal(9999, JobArguments.Empty.Get("port", 9999));
        Assert.False(JobArguments.Empty.TryGet("port", out int _));
        Assert.False(JobArguments.Empty.Contains("port"));
    }

    [Fact]
    public void A_malformed_value_is_an_error_even_where_a_default_is_given()
    {
        Assert.Throws<JobArgumentException>(() => Of("many").Get("x", 1));
        Assert.Throws<JobArgumentException>(() => Of("many").TryGet("x", out int _));
        Assert.Throws<JobArgumentException>(() => Of("yes").Get("x", false));
    }

    [Fact]
    public void A_type_that_text_cannot_be_read_as_is_refused_whether_or_not_the_argument_is_given()
    {
        Assert.Throws<NotSupportedException>(() => Of("1").Get<object>("x"));
        Assert.Throws<NotSupportedException>(() => JobArguments.Empty.Get<object?>("x", null));
    }

    [Fact]
    public void Pairs_are_checked_and_changes_make_new_arguments()
    {
        Assert.Throws<JobArgumentException>(() => new JobArguments([new("", "1")]));
        Assert.Throws<JobArgumentException>(() => new JobArguments([new("a", null!)]));
        JobArguments first = Of("1");
        JobArguments second = first.With("X", "2").With("y", "3");

        Assert.Equal(1, first.Get<int>("x"));
        Assert.Equal("--X=2 --y=3", second.ToString());
        Assert.Equal(second.Values.ToDictionary(), JobArguments.Parse(second.ToString().Split(' ')).Values.ToDictionary());
    }

    [Fact]
    public void Names_must_not_be_empty()
    {
        Assert.Throws<ArgumentException>(() => JobArguments.Empty.Get<int>(" "));
        Assert.Throws<ArgumentNullException>(() => JobArguments.Empty.Contains(null!));
    }

    private static JobArguments Of(string value) => new([new("x", value)]);
}
