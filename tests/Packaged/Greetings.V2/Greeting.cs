namespace Greetings;

/// <summary>A library of which two jobs use different versions.</summary>
public static class Greeting
{
    public static string For(string name) => $"good day, {name}";
}
