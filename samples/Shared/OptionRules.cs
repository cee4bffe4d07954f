using System.CommandLine.Parsing;
using OrleansStream;

namespace Samples;

/// <summary>Reads options as a job reads its arguments, and tells in one line which rule a value breaks.</summary>
internal static class OptionRules
{
    internal static int? ReadInt(ArgumentResult result, int least, int most) =>
        Read<int>(result, value => value >= least && value <= most, $"must be a whole number from {least} to {most}");

    internal static T? Read<T>(ArgumentResult result, Func<T, bool> holds, string rule)
    {
        string name = ((OptionResult)result.Parent!).Option.Name;
        string text = result.Tokens[0].Value;
        try
        {
            if (new JobArguments([new(name, text)]).TryGet<T>(name, out var value) && holds(value))
            {
                return value;
            }
        }
        catch (JobArgumentException)
        {
            // Said below: the option's rule is the stricter one.
        }

        result.AddError($"{name} is '{text}'; it {rule}.");
        return default;
    }
}
