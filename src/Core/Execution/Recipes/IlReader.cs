using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace OrleansStream.Execution;

/// <summary>Reads the instructions of compiled methods (ECMA-335, partition III).</summary>
internal static class IlReader
{
    private const byte LongPrefix = 0xFE;

    private static readonly OpCode[] Short = new OpCode[256];
    private static readonly OpCode[] Long = new OpCode[256];

    static IlReader()
    {
        foreach (FieldInfo field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? Short : Long)[(byte)code.Value] = code;
        }
    }

    /// <summary>The instructions that name a field, a method or a type, with the tokens of what they name.</summary>
    /// <param name="il">The body's bytes.</param>
    internal static IEnumerable<(OpCode Code, int Token)> Names(byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            OpCode code = il[at] == LongPrefix ? Long[il[at + 1]] : Short[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return (code, BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at)));
            }

            at += OperandSize(code.OperandType, il.AsSpan(at));
        }
    }

    private static int OperandSize(OperandType type, ReadOnlySpan<byte> rest) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(rest)),
        _ => 4,
    };
}
