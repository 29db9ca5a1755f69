package io.github.surprisal.metric;

import io.github.surprisal.drift.Figure;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Fit;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Scorer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes records whose figures all differ, so that no two of them can change places unseen: the numbers count up in the order of
 * the components, texts are the components' names. Or records of which nothing is defined.
 */
final class Sample {
    private final boolean isDefined;
    private int next;

    private Sample(boolean isDefined) {
        this.isDefined = isDefined;
    }

    /** A record whose figures all differ. */
    static <T> T of(Class<T> type) {
        return type.cast(new Sample(true).value(type, ""));
    }

    /** A record of which nothing is defined. */
    static <T> T undefined(Class<T> type) {
        return type.cast(new Sample(false).value(type, ""));
    }

    private Object value(Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[0];
            return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
                case "List" ->
                    element == Double.class
                            ? List.of(number(), number(), number())
                            : isDefined
                                    ? Arrays.asList(value(element, name), value(element, name + " too"))
                                    : List.of();
                case "Set" -> isDefined ? Set.of(SourceReader.values()) : Set.of();
                case "Optional" -> Optional.ofNullable(isDefined ? value(element, name) : null);
                case "Map" -> element == Figure.class ? figures() : Map.of(name, number());
                default -> throw new IllegalArgumentException(generic.toString());
            };
        }
        return single((Class<?>) type, name);
    }

    private Object single(Class<?> type, String name) {
        if (type == double.class) {
            return number();
        } else if (type == long.class) {
            return isDefined ? Long.valueOf(++next) : Long.valueOf(-1);
        } else if (type == int.class) {
            return isDefined ? ++next : 0;
        } else if (type == boolean.class) {
            return isDefined;
        } else if (type == String.class) {
            return isDefined ? name : "";
        } else if (type == double[].class) {
            return new double[] {number(), number()};
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(isDefined ? ++next : 0);
        } else if (type == Fit.class) {
            return record(LinearFit.class);
        } else if (type == Scorer.class) {
            return record(LinearScorer.class);
        } else if (type == Calibration.class) {
            return new Calibration.Affine(new double[] {number(), number()}, new double[] {number(), number()});
        } else if (type.isEnum()) {
            return type.getEnumConstants()[isDefined ? 1 : 0];
        }
        return type.isRecord() && type != Encoding.class ? record(type) : null;
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            values.add(value(component.getGenericType(), component.getName()));
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private double number() {
        return isDefined ? ++next + 0.25 : Double.NaN;
    }

    private Map<Figure, Double> figures() {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        if (isDefined) {
            for (Figure figure : Figure.values()) {
                figures.put(figure, number());
            }
        }
        return figures;
    }
}
