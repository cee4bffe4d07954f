namespace OrleansStream.Encoding;

/// <summary>One step in reading an object: read a member, or pass over something that has no member any more.</summary>
/// <param name="Member">The member; null to pass over.</param>
/// <param name="Skipped">What to pass over.</param>
internal readonly record struct ObjectStep(ObjectMember? Member, TypeShape? Skipped);
