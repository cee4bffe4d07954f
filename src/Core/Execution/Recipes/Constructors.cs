using System.Collections.Concurrent;
using System.Reflection;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>What datasets and shuffles have been made from: the arguments of their constructors, found again by the names of parameters.</summary>
internal sealed class Constructors
{
    private readonly ConcurrentDictionary<Type, Made> _known = new();

    /// <summary>The constructor's arguments, with their types.</summary>
    internal IEnumerable<(object? Value, Type Declared, string Name)> ArgumentsOf(object made) => Of(made.GetType()).ArgumentsOf(made);

    /// <summary>Makes one from arguments.</summary>
    internal object Make(Type type, object?[] arguments) =>
        Of(type).Constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);

    /// <summary>Checks that the arguments of a type's constructor can be found again.</summary>
    /// <exception cref="InvalidOperationException">They cannot.</exception>
    internal void Check(Type type) => Of(type);

    private Made Of(Type type) => _known.GetOrAdd(type, static one => new Made(one));

    private sealed class Made
    {
        private readonly (ParameterInfo Parameter, Func<object, object?> Get)[] _arguments;

        internal Made(Type type)
        {
            Constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single();
            _arguments = [.. Constructor.GetParameters().Select(parameter => (parameter, GetterOf(type, parameter.Name!)))];
        }

        internal ConstructorInfo Constructor { get; }

        internal IEnumerable<(object? Value, Type Declared, string Name)> ArgumentsOf(object made) =>
            _arguments.Select(argument => (argument.Get(made), argument.Parameter.ParameterType, argument.Parameter.Name!));

        private static Func<object, object?> GetterOf(Type type, string parameter)
        {
            if (DefinedObjects.FieldsOf(type).FirstOrDefault(field => field.Name == $"<{parameter}>P" || field.Name == "_" + parameter) is { } field)
            {
                return field.GetValue;
            }

            string name = parameter is "partitions" ? nameof(Rdd.PartitionCount) : parameter;
            for (Type? one = type; one is not null; one = one.BaseType)
            {
                if (one.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
                {
                    return found.GetValue;
                }
            }

            throw new InvalidOperationException($"{TypeNames.Of(type)} does not keep the argument '{parameter}' of its constructor.");
        }
    }
}
