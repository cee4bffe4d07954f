using System.Reflection;

namespace OrleansStream.Execution;

/// <summary>Finds collections that compare in a way of their own: a codec writes their elements alone, and a copy would compare in another way.</summary>
internal static class OwnComparers
{
    // What the collections of .NET call them.
    private static readonly string[] Properties = ["Comparer", "KeyComparer", "ValueComparer"];

    internal static bool Has(object collection) => Properties.Any(name =>
        collection.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public) is { } property
        && property.GetValue(collection) is { } comparer
        && !IsDefault(comparer));

    private static bool IsDefault(object comparer) => comparer.GetType().GetInterfaces().Any(one =>
        one.IsGenericType
        && (DefaultOf(one, typeof(IEqualityComparer<>), typeof(EqualityComparer<>)) ?? DefaultOf(one, typeof(IComparer<>), typeof(Comparer<>))) is { } standard
        && comparer.Equals(standard));

    private static object? DefaultOf(Type implemented, Type generic, Type source) => implemented.GetGenericTypeDefinition() == generic
        ? source.MakeGenericType(implemented.GetGenericArguments()).GetProperty(nameof(Comparer<>.Default), BindingFlags.Static | BindingFlags.Public)!.GetValue(null)
        : null;
}
